// Taking and giving back leases by hand: the shell commands that plans show.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniResult;
import io.mycni.net.IpAddress;
import io.mycni.plan.ShellText;
import java.util.ArrayList;
import java.util.List;

/** Writes commands for sh(1) that do to the files what HostLocal does. */
final class LeaseScript {
  private LeaseScript() {}

  static List<String> taking(LeaseDirectory directory, Attachment attachment, CniResult lease) {
    List<String> commands = new ArrayList<>();
    String folder = directory.folder().toString();
    commands.add("mkdir -p " + ShellText.quote(folder));
    commands.add(": >> " + ShellText.quote(folder + "/" + LeaseDirectory.LOCK));
    String content = attachment.containerId() + "\\r\\n" + attachment.ifname();
    for (int i = 0; i < lease.ips().size(); i++) {
      IpAddress address = lease.ips().get(i).address().address();
      String file = directory.fileOf(address).toString();
      // noclobber: an address that is held is not taken from its holder.
      commands.add(
          "(set -C; printf " + ShellText.quote(content) + " > " + ShellText.quote(file) + ")");
      String last = folder + "/last_reserved_ip." + i;
      commands.add("printf %s " + address + " > " + ShellText.quote(last));
    }
    return commands;
  }

  static List<String> releasing(
      LeaseDirectory directory, Attachment attachment, List<IpAddress> addresses) {
    List<String> commands = new ArrayList<>();
    String id = ShellText.quote(attachment.containerId());
    for (IpAddress address : addresses) {
      String file = ShellText.quote(directory.fileOf(address).toString());
      // Only a lease that names the container.
      commands.add(
          "if head -n 1 "
              + file
              + " | tr -d '\\r' | grep -qxF "
              + id
              + "; then rm "
              + file
              + "; fi");
    }
    return commands;
  }
}
