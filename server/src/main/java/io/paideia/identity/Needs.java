package io.paideia.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scope that a caller's token must carry for an endpoint. An endpoint under {@code /v1} without
 * one is refused to everybody: forgetting it closes a door, it never opens one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {

    /** A scope of API.md, or empty where any platform's token is enough. */
    String value();
}
