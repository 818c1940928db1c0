import { gql } from 'lightning/graphql';

/*
 * The order with its shipments and refunds, and beside it the lines of both, because children go one level deep.
 * https://developer.salesforce.com/docs/platform/graphql/guide/query-limits.html
 */
export const DETAILS = gql`
  query commerceOrderDetails($order: ID, $size: Int) {
    uiapi {
      query {
        Commerce_Order__c(where: { Id: { eq: $order } }, first: 1) {
          edges {
            node {
              Id
              Status__c @optional {
                value
              }
              Placed_At__c @optional {
                value
              }
              Currency__c @optional {
                value
              }
              Subtotal__c @optional {
                value
              }
              Discount__c @optional {
                value
              }
              Discount_Codes__c @optional {
                value
              }
              Shipping__c @optional {
                value
              }
              Tax__c @optional {
                value
              }
              Total__c @optional {
                value
              }
              Refunded__c @optional {
                value
              }
              Payment_Status__c @optional {
                value
              }
              Fulfillment_Status__c @optional {
                value
              }
              Cancelled_At__c @optional {
                value
              }
              Channel__c @optional {
                value
              }
              Admin_Url__c @optional {
                value
              }
              Ship_To_Name__c @optional {
                value
              }
              Ship_To_Street__c @optional {
                value
              }
              Ship_To_City__c @optional {
                value
              }
              Ship_To_Region__c @optional {
                value
              }
              Ship_To_Postal_Code__c @optional {
                value
              }
              Ship_To_Country_Code__c @optional {
                value
              }
              Shipments__r(first: $size, orderBy: { CreatedDate: { order: ASC } }) @optional {
                edges {
                  node {
                    Id
                    Name {
                      value
                    }
                    Status__c @optional {
                      value
                      displayValue
                    }
                    Carrier__c @optional {
                      value
                    }
                    Tracking_Number__c @optional {
                      value
                    }
                    Tracking_Url__c @optional {
                      value
                    }
                    Shipped_At__c @optional {
                      value
                    }
                    Delivered_At__c @optional {
                      value
                    }
                    Removed__c @optional {
                      value
                    }
                  }
                }
              }
              Refunds__r(first: $size, orderBy: { CreatedDate: { order: ASC } }) @optional {
                edges {
                  node {
                    Id
                    Refunded_At__c @optional {
                      value
                    }
                    Amount__c @optional {
                      value
                    }
                    Currency__c @optional {
                      value
                    }
                    Reason__c @optional {
                      value
                    }
                    Removed__c @optional {
                      value
                    }
                  }
                }
              }
            }
          }
        }
        Commerce_Shipment_Line__c(
          where: { Shipment__r: { Order__c: { eq: $order } } }
          orderBy: { Id: { order: ASC } }
          first: $size
        ) @optional {
          edges {
            node {
              Id
              Name {
                value
              }
              Shipment__c {
                value
              }
              Title__c @optional {
                value
              }
              Quantity__c @optional {
                value
              }
              Removed__c @optional {
                value
              }
            }
          }
        }
        Commerce_Refund_Line__c(
          where: { Refund__r: { Order__c: { eq: $order } } }
          orderBy: { Id: { order: ASC } }
          first: $size
        ) @optional {
          edges {
            node {
              Id
              Name {
                value
              }
              Refund__c {
                value
              }
              Title__c @optional {
                value
              }
              Quantity__c @optional {
                value
              }
              Amount__c @optional {
                value
              }
              Removed__c @optional {
                value
              }
            }
          }
        }
      }
    }
  }
`;
