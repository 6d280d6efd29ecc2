"""The library's routes; fixed addresses come before those with an id in them."""

from fastapi import APIRouter

from api.service.library import changing, reading, transfer

router = APIRouter()
router.include_router(transfer.router)
router.include_router(reading.router)
router.include_router(changing.router)
