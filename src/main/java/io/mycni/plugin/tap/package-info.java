/** The plugin {@code tap}. */
package io.mycni.plugin.tap;
