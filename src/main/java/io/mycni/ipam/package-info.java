/**
 * Address management: mycni's own host-local leases, and the delegation to external IPAM plugins.
 */
package io.mycni.ipam;
