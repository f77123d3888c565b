/** The plugin {@code loopback}. */
package io.mycni.plugin.loopback;
