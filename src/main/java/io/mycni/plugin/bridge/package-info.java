/**
 * The bridge plugin. {@link io.mycni.plugin.bridge.BridgePlugin} tells the story of each verb; what
 * an attachment consists of is in the planners, one file for each part.
 */
package io.mycni.plugin.bridge;
