/** Leases of DHCP servers: the client that keeps one, its files, and what a lease says. */
package io.mycni.dhcp;
