/** The plugin {@code host-device}. */
package io.mycni.plugin.hostdevice;
