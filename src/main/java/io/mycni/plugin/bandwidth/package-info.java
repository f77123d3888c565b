/** The plugin {@code bandwidth}. */
package io.mycni.plugin.bandwidth;
