/** The configuration of dhcp; its leases are {@code io.mycni.dhcp}'s business. */
package io.mycni.ipam.dhcp;
