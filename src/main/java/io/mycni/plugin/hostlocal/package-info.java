/** The plugin {@code host-local} as an executable of its own. */
package io.mycni.plugin.hostlocal;
