"""What a request passes before it reaches a route, each as plain ASGI. ``app`` orders them."""
