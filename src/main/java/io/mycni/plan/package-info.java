/**
 * A plan: what has to change on a host, as a value that can be printed, carried out and undone.
 * Nothing here starts a process or reads the host; {@code exec} carries plans out, {@code plugin}
 * makes them.
 */
package io.mycni.plan;
