/**
 * Reads what is there now: links, addresses, routes, rules and settings. Nothing here changes
 * anything.
 */
package io.mycni.host;
