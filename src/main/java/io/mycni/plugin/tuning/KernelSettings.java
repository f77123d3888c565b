// Kernel settings of the container. What they were before is noted, so that a DEL puts back those
// that nobody else has changed since: the container may live on without this interface.
package io.mycni.plugin.tuning;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings.
 *
 * @param subject whose
 * @param settings the settings; at least one
 */
record KernelSettings(Subject subject, List<Setting> settings) implements Part {
  @Override
  public HostQuery asks() {
    HostQuery query = HostQuery.question(AllowList.FILE);
    for (Setting setting : settings) {
      query = query.and(HostQuery.settingInside(subject.netns(), path(setting)));
    }
    return query;
  }

  private String path(Setting setting) {
    return setting.path(subject.ifname());
  }

  /** Files tell nothing of what is inside, and what was before has to be known. */
  @Override
  public boolean needsCloseLook(HostState quick) {
    return true;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public List<Step> make(HostState host) {
    if (host.insideGone()) {
      throw TargetNamespace.gone(subject.netns());
    }
    Optional<String> allowed = host.answer(AllowList.FILE);
    if (allowed.isPresent()) {
      AllowList.require(settings, allowed.get());
    }
    return steps(host);
  }

  private List<Step> steps(HostState host) {
    List<Step> steps = new ArrayList<>();
    for (Setting setting : settings) {
      Optional<String> before = host.settingInside(path(setting));
      if (before.isEmpty()) {
        throw Conflict.of(
            "there is no setting /proc/sys/" + path(setting) + " in " + subject.netns(),
            "is sysctl."
                + setting.name()
                + " written right? it may also belong to a module of the"
                + " kernel that is not loaded, or be the host's alone");
      }
      steps.add(
          Setting.same(before.get(), setting.value())
              ? new Step.Present(path(setting) + ", which is " + setting.value())
              : new Step.Create(
                  "set " + path(setting) + " to " + setting.value() + " in " + subject.netns(),
                  List.of(
                      Change.of(write(setting, setting.value()), write(setting, before.get())))));
    }
    return steps;
  }

  private Command write(Setting setting, String value) {
    return new Command.Sysctl(subject.inside(), path(setting), oneLine(value), false);
  }

  /** The kernel prints tabs between numbers. */
  private static String oneLine(String value) {
    return value.replace('\t', ' ').replace('\n', ' ');
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (subject.netns().isEmpty()) {
      return differences;
    }
    for (Setting setting : settings) {
      Optional<String> there = host.settingInside(path(setting));
      if (there.isEmpty()) {
        differences.add(Difference.broken("the setting " + path(setting) + " is gone"));
      } else if (!Setting.same(there.get(), setting.value())) {
        differences.add(
            Difference.wiped(
                "the setting "
                    + path(setting)
                    + " is "
                    + oneLine(there.get())
                    + ", not "
                    + setting.value()));
      }
    }
    return differences;
  }

  /** What an ADD was allowed to write, it may write again. */
  @Override
  public List<Step> mend(HostState host) {
    List<Step> steps = new ArrayList<>();
    for (Setting setting : settings) {
      Optional<String> there = host.settingInside(path(setting));
      if (there.isPresent() && !Setting.same(there.get(), setting.value())) {
        steps.add(
            new Step.Create(
                "set " + path(setting) + " to " + setting.value() + " again in " + subject.netns(),
                List.of(Change.of(write(setting, setting.value()), write(setting, there.get())))));
      }
    }
    return steps;
  }

  @Override
  public String remembers(HostState host) {
    List<SettingBefore> before = new ArrayList<>();
    List<SettingBefore> earlier = SettingBefore.in(subject.earlier());
    for (Setting setting : settings) {
      String path = path(setting);
      String value = oneLine(host.settingInside(path).orElse(""));
      for (SettingBefore each : earlier) {
        if (each.path().equals(path) && Setting.same(value, each.after())) {
          value = each.before();
        }
      }
      if (!Setting.same(value, setting.value())) {
        before.add(new SettingBefore(path, value, setting.value()));
      }
    }
    for (SettingBefore each : earlier) {
      boolean stays = true;
      for (Setting setting : settings) {
        stays &= !each.path().equals(path(setting));
      }
      if (stays) {
        before.add(each);
      }
    }
    return SettingBefore.line(before);
  }

  @Override
  public List<String> tools() {
    return List.of("nsenter");
  }
}
