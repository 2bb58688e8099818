/** The service: a Spring Boot application with nothing but Weir in it, and the library's first consumer. */
@NullMarked
package dev.weir.service;

import org.jspecify.annotations.NullMarked;
