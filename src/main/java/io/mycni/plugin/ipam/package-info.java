/** The IPAM plugins {@code host-local} and {@code static} as executables of their own. */
package io.mycni.plugin.ipam;
