/** The plugin macvlan: an interface with a hardware address of its own on a link of the host. */
package io.mycni.plugin.macvlan;
