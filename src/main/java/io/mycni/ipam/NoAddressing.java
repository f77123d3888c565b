// The address management of a layer 2 network, and of a plugin that gives no addresses whatever its
// configuration says: there is none.
package io.mycni.ipam;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.net.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives nothing and takes nothing back. */
public final class NoAddressing implements Addressing, AddressManagement {
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
    return "";
  }

  @Override
  public CniResult take() {
    return CniResult.EMPTY;
  }

  @Override
  public CniResult foresee() {
    return CniResult.EMPTY;
  }

  @Override
  public void takeBack() {}

  @Override
  public List<String> takingByHand(CniResult lease) {
    return List.of();
  }

  @Override
  public List<IpAddress> held() {
    return List.of();
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
