/** Finds every mistake in a configuration file at once, with its place. */
package io.mycni.lint;
