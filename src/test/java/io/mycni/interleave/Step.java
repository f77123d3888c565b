package io.mycni.interleave;

/**
 * A place in a run where something else might have happened.
 *
 * @param point its name: who, what, on which file, the how manieth time
 * @param worker whose it is
 * @param others which others could go on there, a bit each
 * @param free whether another has to go on, as this one waits or has ended
 */
record Step(String point, int worker, long others, boolean free) {}
