/** The plugin {@code dummy}. */
package io.mycni.plugin.dummy;
