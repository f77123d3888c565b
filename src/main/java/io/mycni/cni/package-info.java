/**
 * The protocol: requests, results, errors and the versions 0.1.0 to 1.1.0 of the CNI specification.
 * Nothing here knows Linux, bridges or addresses' allocation.
 */
package io.mycni.cni;
