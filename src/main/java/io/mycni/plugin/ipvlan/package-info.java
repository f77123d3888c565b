/** The plugin ipvlan: an interface on a link of the host that is told by its IP addresses. */
package io.mycni.plugin.ipvlan;
