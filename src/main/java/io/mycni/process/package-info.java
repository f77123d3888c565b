/**
 * Finds programs, starts them, and ends them in time: tools and other plugins. Nothing here knows
 * what they are started for.
 */
package io.mycni.process;
