// The address management of a DEL whose configuration does not tell it: all else can be removed,
// and then the DEL has to fail, as leases may be left.
package io.mycni.ipam;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.net.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds nothing that is known, and cannot give it back.
 *
 * @param why what is wrong with the configuration
 */
public record UnknownAddressing(CniException why) implements Addressing {
  @Override
  public String type() {
    return "an IPAM plugin that the configuration does not tell";
  }

  @Override
  public CniResult take() {
    throw why;
  }

  @Override
  public CniResult foresee() {
    throw why;
  }

  @Override
  public void takeBack() {
    throw why;
  }

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
  public void release(List<IpAddress> hints) {
    throw why;
  }

  @Override
  public List<String> releasingByHand(List<IpAddress> addresses) {
    return List.of("# correct the configuration: " + why.getMessage());
  }

  @Override
  public void check(List<IpAddress> expected) {
    throw why;
  }

  @Override
  public void status() {
    throw why;
  }

  @Override
  public Map<Attachment, List<IpAddress>> holdings() {
    return Map.of();
  }

  @Override
  public void collect(Set<Attachment> valid) {
    throw why;
  }
}
