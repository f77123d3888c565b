#!/bin/sh
# Starts mycni by the Java runtime that lies beside it. The name that it was started by picks the plugin;
# it may be started by links from anywhere. src/main/c/launcher.c does the same, and knows the agent.

# What is opened next would get the number of a standard stream that is closed, and the answer would be written
# into it. What takes the place of standard input and output fails when it is used, as a closed one does.
{ true 3<&0; } 2> /dev/null || exec 0> /dev/null
{ true 3>&1; } 2> /dev/null || exec 1< /dev/null
true 3>&2 || exec 2> /dev/null

# What an agent is started with besides is only known to the launcher in C, as nobody would ask this one.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
umask 022
self=$(PATH="$PATH:/usr/bin:/bin" readlink -f "$0")
image=${self%/bin/*}
if [ ! -x "$image/runtime/bin/java" ]; then
  echo '{ "cniVersion": "1.1.0", "code": 5, "msg": "the Java runtime of mycni was not found beside its launcher",' \
    '"details": "install the whole image, and link to its bin/mycni instead of copying it" }'
  exit 1
fi
# A service manager's way (attend.c); without the little process in between.
[ "${1:-}" != --attend ] || shift
if [ "${0##*/}" = mycni ] && [ "${1:-}" = agent ]; then
  echo "mycni: this image was built without a C compiler: no call will ask the agent" >&2
fi

# One start-up cache is for calls, one for commands; that of the agent is only known to the launcher in C, too.
case ${CNI_COMMAND:+call}${0##*/}:${1:-agent} in
mycni:agent) cache=@CACHE@ ;;
mycni:*) cache=@COMMANDS_CACHE@ ;;
*) cache=@CACHE@ ;;
esac

# The locale in which Java takes names of files as UTF-8, as JSON has them; Main.java gives the caller's back.
if [ -n "${LC_ALL+set}" ]; then export MYCNI_LC_ALL="$LC_ALL"; else unset MYCNI_LC_ALL; fi
export LC_ALL=C.UTF-8

# A Java runtime does not start in a folder that is gone, and cannot name one that is no UTF-8.
folder=$(pwd -P 2> /dev/null) && [ . -ef "$folder" ] 2> /dev/null || cd /
case $folder in
*[!\ -~]*) set -- -Duser.dir=/proc/self/cwd -cp "@CLASSPATH@" io.mycni.Main "$@" ;;
*) set -- -cp "@CLASSPATH@" io.mycni.Main "$@" ;;
esac
exec "$image/runtime/bin/java" @OPTIONS@ -XX:AOTCache="$image/cache/$cache" "-Dmycni.program=${0##*/}" "$@"
