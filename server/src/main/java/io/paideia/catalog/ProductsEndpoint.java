package io.paideia.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.http.Creation;
import io.paideia.http.Creation.Created;
import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.CreatorId;
import io.paideia.identity.Creators;
import io.paideia.identity.Needs;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Products, as platforms offer them and see each other's. */
@RestController
final class ProductsEndpoint {

    private final Catalog catalog;
    private final Products products;
    private final Creators creators;
    private final Creation creation;

    /** A product as it is answered; its content only to its own platform, one by one. */
    record ProductBody(
            ProductId id,
            PlatformId platform,
            Kind kind,
            String title,
            @Nullable String description,
            Money price,
            CreatorId creator,
            @Nullable Map<String, Integer> shares,
            boolean crossSale,
            @Nullable Integer termDays,
            @Nullable Integer durationMinutes,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String content,
            Instant createdAt) {

        static ProductBody of(Product product, @Nullable String content) {
            return new ProductBody(
                    product.id(),
                    product.platform(),
                    product.kind(),
                    product.title(),
                    product.description(),
                    product.price(),
                    product.creator(),
                    product.shares(),
                    product.crossSale(),
                    product.termDays(),
                    product.durationMinutes(),
                    content,
                    product.createdAt());
        }
    }

    ProductsEndpoint(Catalog catalog, Products products, Creators creators, Creation creation) {
        this.catalog = catalog;
        this.products = products;
        this.creators = creators;
        this.creation = creation;
    }

    @Needs("catalog:write")
    @PostMapping("/v1/products")
    ResponseEntity<String> create(
            @RequestBody NewProduct request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        request.check();
        return creation.unkeyed(
                caller.tenant(),
                key,
                "POST /v1/products",
                request,
                id -> created(id, request, caller.platform()));
    }

    @Needs("")
    @GetMapping("/v1/products")
    Page<ProductBody> list(
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        return catalog.list(caller.platform(), kind(kind), null, Page.Request.of(limit, cursor))
                .map(product -> ProductBody.of(product, null));
    }

    @Needs("")
    @GetMapping("/v1/products/{id}")
    ProductBody read(@PathVariable String id, Caller caller) {
        Product product =
                catalog.find(ProductId.parse(id))
                        .filter(it -> caller.operator() || it.soldOn(caller.platform()))
                        .orElseThrow(() -> Problem.notFound("product"));
        boolean owner = product.platform().equals(caller.platform());
        return ProductBody.of(product, owner ? product.content() : null);
    }

    private Created created(UUID id, NewProduct request, PlatformId platform) {
        // Creators are never deleted: one that is found now stays.
        if (creators.find(request.creatorId()).isEmpty()) {
            throw Problem.unprocessable("creator_not_found", "No such creator");
        }
        Product product = products.add(request.product(new ProductId(id), platform));
        return new Created("/v1/products/" + product.id(), ProductBody.of(product, null));
    }

    private static @Nullable Kind kind(@Nullable String word) {
        return word == null
                ? null
                : Kind.find(word)
                        .orElseThrow(() -> Problem.invalid("kind", "unknown kind of product"));
    }
}
