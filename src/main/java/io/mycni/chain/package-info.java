/** What a runtime does with a network: finds it, runs its chain of plugins, keeps its results. */
package io.mycni.chain;
