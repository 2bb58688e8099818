/** A syslog server: messages of RFC 5424 in both framings of RFC 6587. */
@NullMarked
package dev.weir.samples.syslog;

import org.jspecify.annotations.NullMarked;
