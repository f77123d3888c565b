/** The plugin {@code portmap}. */
package io.mycni.plugin.portmap;
