"""What the service costs a month: what it uses, times AWS's list prices. No part of the service itself."""
