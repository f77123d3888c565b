package io.mycni.plugin;

/**
 * Something in a configuration that is legal and may surprise.
 *
 * @param place the key that it is about, as {@code ipam.routes} or {@code ipam.ranges[0]}
 * @param message what happens, or does not
 * @param help what to do about it; empty where the message says it
 */
public record Warning(String place, String message, String help) {}
