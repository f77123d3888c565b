// What a DEL puts back: attributes by the file that the ADD has kept, of mycni or of the reference,
// and settings by the note, those that nobody has changed since. A namespace that is gone needs
// neither; then only the file goes.
package io.mycni.plugin.tuning;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.host.FileText;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.keys.Section;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is different since the ADD.
 *
 * @param ifname the container's interface
 * @param netns the path of the container's namespace; empty when there is none
 * @param note the note of the ADD
 * @param file where it is kept how the interface was before
 */
record TuningRemains(String ifname, String netns, Optional<MadeNote> note, FileText file)
    implements Remains {
  /** Those of a DEL; for a GC, the file is nobody's. */
  static TuningRemains of(CniRequest request, Optional<MadeNote> note) {
    Optional<String> noted =
        note.isPresent() ? note.get().valueOf(LinkAttributes.PART) : Optional.empty();
    Path folder =
        noted.isPresent()
            ? Path.of(noted.get())
            : TuningConfig.dataDirOf(Section.of(request.config()));
    Attachment attachment = request.attachment();
    return new TuningRemains(
        attachment.ifname(),
        request.netns(),
        note,
        new FileText(
            folder.resolve(Attributes.file(attachment.containerId(), attachment.ifname()))));
  }

  @Override
  public HostQuery asksAtGlance() {
    return HostQuery.namespace(netns).and(HostQuery.question(file));
  }

  /**
   * Settings are put back where they are still what the ADD has made them, which is seen inside.
   */
  @Override
  public boolean isCertain(HostState glance) {
    return !isInside(glance) || SettingBefore.in(note).isEmpty();
  }

  /** The path may lead to another container's namespace by now, or to mycni's own. */
  private boolean isInside(HostState host) {
    if (netns.isEmpty() || host.namespace().isEmpty()) {
      return false;
    }
    boolean another = note.isPresent() && !note.get().isIn(host.namespace());
    return !another && !TargetNamespace.isOwn(host.namespace().get());
  }

  @Override
  public HostQuery asks(HostState glance) {
    if (!isInside(glance)) {
      return HostQuery.NOTHING;
    }
    HostQuery query = HostQuery.linksInside(netns);
    for (SettingBefore each : SettingBefore.in(note)) {
      query = query.and(HostQuery.settingInside(netns, each.path()));
    }
    return query;
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    List<Step> steps = new ArrayList<>();
    if (isInside(host)) {
      settings(host, steps);
      attributes(host, steps);
    }
    if (host.answer(file).isPresent()) {
      steps.add(new Step.Perform("remove " + file.path(), "", KeptFile.removed(file.path())));
    }
    return steps;
  }

  private void settings(HostState host, List<Step> steps) {
    for (SettingBefore each : SettingBefore.in(note)) {
      Optional<String> there =
          host.thorough() ? host.settingInside(each.path()) : Optional.of(each.after());
      if (there.isPresent() && Setting.same(there.get(), each.after())) {
        steps.add(
            new Step.Remove(
                "set " + each.path() + " in " + netns + " to " + each.before() + ", as before",
                List.of(new Command.Sysctl(inside(), each.path(), each.before(), true))));
      }
    }
  }

  private Namespace inside() {
    return new Namespace.Container(netns);
  }

  private void attributes(HostState host, List<Step> steps) {
    Optional<Link> link =
        host.thorough() ? host.insideLink(ifname) : Optional.of(Link.named(ifname).build());
    Attributes before = kept(host);
    if (link.isEmpty()) {
      return;
    }
    List<Command> commands = new ArrayList<>();
    for (Attributes.One one : before.on(link.get())) {
      if (!host.thorough() || !one.isThere()) {
        commands.add(Command.Ip.in(inside(), "link set dev " + ifname + " " + one.words()));
      }
    }
    if (!commands.isEmpty()) {
      steps.add(
          new Step.Remove("give " + ifname + " in " + netns + " what it had before", commands));
    }
  }

  private Attributes kept(HostState host) {
    Optional<String> text = host.answer(file);
    return text.isPresent()
        ? Attributes.parse(text.get()).orElse(Attributes.NONE)
        : Attributes.NONE;
  }

  @Override
  public List<String> remarks(HostState host) {
    Optional<String> text = host.answer(file);
    return text.isPresent() && Attributes.parse(text.get()).isEmpty()
        ? List.of(file.path() + " is damaged, so " + ifname + " is left as it is")
        : List.of();
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.NOTHING;
  }

  /** A file does not tell of which network it is, so only the notes of ADDs lead to some. */
  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    for (Attachment owner : collection.stale()) {
      Optional<MadeNote> noted = collection.note(owner);
      Optional<String> folder =
          noted.isPresent() ? noted.get().valueOf(LinkAttributes.PART) : Optional.empty();
      if (folder.isPresent()) {
        Path kept =
            Path.of(folder.get()).resolve(Attributes.file(owner.containerId(), owner.ifname()));
        Step step = new Step.Perform("remove " + kept, "", KeptFile.removed(kept));
        removals.add(new Collected(step, Set.of(owner), false));
      }
    }
    return removals;
  }
}
