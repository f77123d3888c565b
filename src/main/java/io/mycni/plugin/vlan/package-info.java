/** The plugin vlan: an interface in a VLAN of a link of the host. */
package io.mycni.plugin.vlan;
