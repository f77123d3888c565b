/**
 * The bridge plugin: {@link io.mycni.plugin.bridge.BridgeType} lists what an attachment consists
 * of. The parts that only a bridge has are here, one file for each; the others are in {@code part}.
 */
package io.mycni.plugin.bridge;
