/**
 * Addresses as plain values: families, addresses, prefixes and MAC addresses. Nothing here opens a
 * socket, resolves a name or knows what CNI is.
 */
package io.mycni.net;
