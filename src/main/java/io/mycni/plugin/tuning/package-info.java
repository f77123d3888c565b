/** The plugin {@code tuning}. */
package io.mycni.plugin.tuning;
