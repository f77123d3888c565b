// Leases on paper: addresses that are held, and nothing that is written.
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.ipam.AddressManagement;
import io.mycni.ipam.Addressing;
import io.mycni.net.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a case says was leased.
 *
 * @param lease the addresses; none for a layer 2 network
 */
record PaperLease(CniResult lease) implements Addressing, AddressManagement {
  @Override
  public Addressing of(CniRequest request) {
    return this;
  }

  @Override
  public Addressing noted(CniRequest request, String type, String dataDir) {
    return this;
  }

  @Override
  public String type() {
    return lease.ips().isEmpty() ? "" : "host-local";
  }

  @Override
  public CniResult take() {
    return lease;
  }

  @Override
  public CniResult foresee() {
    return lease;
  }

  @Override
  public void takeBack() {}

  @Override
  public List<String> takingByHand(CniResult taken) {
    return List.of();
  }

  @Override
  public List<IpAddress> held() {
    return lease.ips().stream().map(ip -> ip.address().address()).toList();
  }

  @Override
  public List<IpAddress> heldByOtherInterfaces() {
    return List.of();
  }

  @Override
  public void release(List<IpAddress> hints) {}

  @Override
  public List<String> releasingByHand(List<IpAddress> addresses) {
    return List.of();
  }

  @Override
  public void check(List<IpAddress> expected) {}

  @Override
  public void status() {}

  @Override
  public Map<Attachment, List<IpAddress>> holdings() {
    return Map.of();
  }

  @Override
  public void collect(Set<Attachment> valid) {}
}
