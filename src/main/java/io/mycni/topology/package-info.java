/** Who hangs where, as a picture in text, dot, SVG or JSON. */
package io.mycni.topology;
