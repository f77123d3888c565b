/** Masquerading, by iptables or by nftables, in the shape that the reference plugins give it. */
package io.mycni.part.masquerade;
