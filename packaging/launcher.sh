#!/bin/sh
# Starts mycni by the Java runtime that lies beside it. The name that it was started by picks the plugin;
# it may be started by links from anywhere.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
umask 022
self=$(PATH="$PATH:/usr/bin:/bin" readlink -f "$0")
image=${self%/bin/*}
# -Xlog: the runtime's own warnings must not spoil the answer on standard output.
exec "$image/runtime/bin/java" -Xlog:disable -Xlog:all=warning:stderr \
  -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx256m \
  "-Dmycni.program=${0##*/}" -cp "@CLASSPATH@" io.mycni.Main "$@"
