/** A server that programs submit mail to: SMTP with a login. */
@NullMarked
package dev.weir.samples.smtp;

import org.jspecify.annotations.NullMarked;
