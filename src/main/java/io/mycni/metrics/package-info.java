/** What mycni measures, in Prometheus' format: of the agent's calls, and of the node. */
package io.mycni.metrics;
