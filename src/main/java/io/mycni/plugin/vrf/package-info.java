/** The plugin {@code vrf}. */
package io.mycni.plugin.vrf;
