/**
 * The bridge plugin. {@link io.mycni.plugin.bridge.Attacher} tells the story of ADD, {@link
 * io.mycni.plugin.bridge.BridgePlugin} that of the other verbs; what an attachment consists of is
 * in the planners, one file for each part.
 */
package io.mycni.plugin.bridge;
