/** What is on this node: links, namespaces, leases, rules, networks, and which belong together. */
package io.mycni.node;
