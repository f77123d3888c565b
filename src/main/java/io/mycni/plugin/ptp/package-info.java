/** The plugin {@code ptp}. */
package io.mycni.plugin.ptp;
