package io.mycni.plugin;

import io.mycni.cni.CniResult;
import io.mycni.exec.Undo;

/**
 * What an ADD has made.
 *
 * @param result its answer
 * @param undo takes it back, should the answer reach nobody
 */
public record Attached(CniResult result, Undo undo) {}
