#!/bin/sh
# Starts mycni by the Java runtime that lies beside it. The name that it was started by picks the plugin;
# it may be started by links from anywhere.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
umask 022
self=$(PATH="$PATH:/usr/bin:/bin" readlink -f "$0")
image=${self%/bin/*}
exec "$image/runtime/bin/java" @OPTIONS@ -XX:AOTCache="$image/cache/@CACHE@" \
  "-Dmycni.program=${0##*/}" -cp "@CLASSPATH@" io.mycni.Main "$@"
