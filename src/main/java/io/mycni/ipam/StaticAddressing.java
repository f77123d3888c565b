// The address management "static": addresses stand in the configuration, or come from the runtime.
// Nothing is kept about them, so nothing has to be given back.
package io.mycni.ipam;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.keys.Section;
import io.mycni.keys.TypeName;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives the addresses that a request names. */
public final class StaticAddressing implements Addressing {
  private final CniRequest request;

  /** Makes the address management of a request. */
  public StaticAddressing(CniRequest request) {
    this.request = request;
  }

  @Override
  public String type() {
    return TypeName.STATIC;
  }

  @Override
  public Set<IpFamily> families() {
    Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    for (CniIp ip : config().ips()) {
      families.add(ip.address().family());
    }
    return families;
  }

  @Override
  public CniResult take() {
    StaticConfig read = config();
    return new CniResult(List.of(), read.ips(), read.routes(), read.dns());
  }

  @Override
  public CniResult foresee() {
    return take();
  }

  @Override
  public void takeBack() {}

  @Override
  public List<String> takingByHand(CniResult lease) {
    return List.of();
  }

  /** A configuration that was edited wrongly since must not keep a DEL from its work. */
  @Override
  public List<IpAddress> held() {
    List<IpAddress> held = new ArrayList<>();
    try {
      for (CniIp ip : config().ips()) {
        held.add(ip.address().address());
      }
    } catch (CniException mistaken) {
      // What the ADD has noted and the previous result are enough.
    }
    return held;
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

  /** What the previous result has must be what the configuration says by now. */
  @Override
  public void check(List<IpAddress> expected) {
    CniResult previous = request.prevResultToCheck();
    for (CniIp wanted : config().ips()) {
      boolean there = false;
      for (CniIp ip : previous.ips()) {
        there |= ip.address().equals(wanted.address());
      }
      if (!there) {
        throw new CniException(
            ErrorCode.CHECK_FAILED,
            "static: the address " + wanted.address() + " is not in prevResult",
            "the configuration was changed since the ADD; DEL and ADD the container again");
      }
    }
  }

  @Override
  public void status() {
    config();
  }

  @Override
  public Map<Attachment, List<IpAddress>> holdings() {
    return Map.of();
  }

  @Override
  public void collect(Set<Attachment> valid) {}

  private StaticConfig config() {
    return StaticConfig.read(Section.of(request.config()), request.args(), request.version());
  }
}
