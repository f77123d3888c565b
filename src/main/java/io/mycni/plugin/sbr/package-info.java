/** The plugin {@code sbr}. */
package io.mycni.plugin.sbr;
