package io.mycni.dhcp;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** What a server says, and what lies in a client's folder, is a lease or an order, or is none. */
class DhcpFileFuzzTest {
  @FuzzTest
  void anyEvent(byte[] bytes) {
    ServerEvent.parse(bytes)
        .flatMap(event -> DhcpLease.of(event, 0))
        .ifPresent(lease -> lease.result().ips());
  }

  @FuzzTest
  void anyOrder(byte[] bytes) {
    ClientOrder.parse(bytes).ifPresent(order -> ClientOrder.parse(order.text()).orElseThrow());
  }
}
