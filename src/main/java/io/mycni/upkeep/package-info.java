/**
 * What the commands do for a node's owner: chains looked into plugin by plugin, reload, gc, the
 * first network.
 */
package io.mycni.upkeep;
