/** The plugin {@code firewall}. */
package io.mycni.plugin.firewall;
