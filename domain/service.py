"""Every use case of the service."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accessors import Accessors
from domain.accounts import Accounts
from domain.albums import Albums
from domain.archives import Archives
from domain.cameras import Cameras
from domain.deletion_requests import DeletionRequests
from domain.events import Events
from domain.photo_uploads import PhotoUploads
from domain.photos import Photos
from domain.sorting.publishing import Publishing
from domain.sorting.sorting import Sorting
from domain.tokens import Tokens


@dataclass(frozen=True)
class Service:
    """What `runtime.wiring` builds and the GraphQL API calls."""

    tokens: Tokens
    accounts: Accounts
    events: Events
    photos: Photos
    uploads: PhotoUploads
    accessors: Accessors
    albums: Albums
    deletions: DeletionRequests
    archives: Archives
    cameras: Cameras
    sorting: Sorting
    publishing: Publishing
